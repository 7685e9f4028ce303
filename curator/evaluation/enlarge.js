"use strict";
(() => {
  const dialog = document.getElementById("enlarged");
  const stage = dialog.querySelector("div");
  const title = dialog.querySelector("b");
  let shown = null;
  dialog.querySelector("button").addEventListener("click", () => dialog.close());

  // A picture is enlarged together with its neighbours: one looks from the first to the last.
  function show(group) {
    shown = group;
    title.textContent = group.closest(".case").querySelector("figcaption b").textContent;
    stage.replaceChildren(...[...group.querySelectorAll(".picture")].map((picture) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const image = picture.querySelector("img").cloneNode();
      image.loading = "eager";
      caption.textContent = picture.querySelector("span").textContent;
      figure.append(image, caption);
      return figure;
    }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-enlarge]");
    if (button) {
      show(button.closest(".pictures"));
      dialog.showModal();
    } else if (event.target === dialog) {
      dialog.close();
    }
  });

  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const groups = [...document.querySelectorAll(".pictures")].filter((each) => each.offsetParent);
    const next = groups[groups.indexOf(shown) + by];
    if (next) show(next);
  });
  dialog.addEventListener("close", () => {
    if (shown) shown.querySelector("[data-enlarge]").focus();
  });
})();
