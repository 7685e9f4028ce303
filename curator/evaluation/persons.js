"use strict";
(() => {
  const list = document.getElementById("person-cases");
  const cases = [...list.children];
  const count = document.getElementById("person-count");
  const none = document.getElementById("person-none");
  const search = document.getElementById("person-search");
  const size = document.getElementById("person-size");
  const kind = document.getElementById("person-kind");
  const order = document.getElementById("person-order");

  function filter() {
    const text = search.value.trim().toLowerCase();
    let shown = 0;
    for (const each of cases) {
      const { names, size: its, kind: made } = each.dataset;
      const fits = names.toLowerCase().includes(text) &&
        (!size.value || its === size.value) && (!kind.value || made === kind.value);
      each.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    count.textContent = shown === 1 ? "1 person" : `${shown} persons`;
    none.hidden = shown > 0;
  }

  function sort() {
    const rank = (each) => Number(each.dataset.rank);
    const area = (each) => Number(each.dataset.area);
    const ways = {
      worst: (a, b) => rank(a) - rank(b),
      best: (a, b) => rank(b) - rank(a),
      largest: (a, b) => area(b) - area(a) || rank(a) - rank(b),
      smallest: (a, b) => area(a) - area(b) || rank(a) - rank(b),
    };
    list.append(...cases.sort(ways[order.value]));
  }

  search.addEventListener("input", filter);
  size.addEventListener("change", filter);
  kind.addEventListener("change", filter);
  order.addEventListener("change", sort);
})();
