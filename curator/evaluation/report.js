"use strict";
(() => {
  const table = document.getElementById("photo-table");
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  new ResizeObserver(() => {
    table.style.setProperty("--photo", `${headings[0].getBoundingClientRect().width}px`);
  }).observe(headings[0]);
  const order = new Intl.Collator(undefined, { numeric: true });

  function sortBy(column) {
    const heading = headings[column];
    const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const isText = heading.dataset.kind === "text";
    const key = (row) => (isText ? row.cells[column].textContent : Number(row.cells[column].dataset.value));
    const compare = isText ? order.compare : (a, b) => a - b;
    const rows = [...body.rows].map((row) => [key(row), row]);
    rows.sort((a, b) => sign * compare(a[0], b[0]));
    body.append(...rows.map((pair) => pair[1]));
    headings.forEach((each) => each.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
  }
  headings.forEach((heading, column) => {
    heading.querySelector("button").addEventListener("click", () => sortBy(column));
  });

  const wanted = document.getElementById("filter-photo");
  const method = document.getElementById("filter-method");
  const count = document.getElementById("filter-count");

  function filter() {
    const text = wanted.value.trim().toLowerCase();
    const name = method ? method.value : "";
    let shown = 0;
    for (const row of body.rows) {
      const fits = row.cells[0].textContent.toLowerCase().includes(text);
      row.hidden = !(fits && (!name || row.cells[1].textContent === name));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = shown === 1 ? "1 row" : `${shown} rows`;
  }
  wanted.addEventListener("input", filter);
  if (method) method.addEventListener("change", filter);
})();
