// A click in the queue says which annotation was chosen; `element` outlives its contents.
element.addEventListener("click", (event) => {
  const row = event.target.closest("[data-annotation]");
  if (!row) return;
  element.dataset.picked = row.dataset.annotation;
  trigger("select", {});
});

watch("value", () => {
  const chosen = element.querySelector('[aria-selected="true"]');
  if (chosen) chosen.scrollIntoView({ block: "nearest" });
});
