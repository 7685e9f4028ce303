// A click in the queue tells Python which annotation was chosen.
element.addEventListener("click", (event) => {
  const row = event.target.closest("[data-annotation]");
  if (row) trigger("select", { annotation: row.dataset.annotation });
});

watch("value", () => {
  const chosen = element.querySelector('[aria-selected="true"]');
  if (chosen) chosen.scrollIntoView({ block: "nearest" });
});
