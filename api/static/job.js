// Something that runs: the bar follows it (of ``total`` or ``whole``), and the words beside it
// say its step; at the end the page tells the rest.
const bar = document.querySelector("[data-events]");
const words = document.querySelector("[data-step]");
const events = new EventSource(bar.dataset.events);
events.addEventListener("progress", (event) => {
  const told = JSON.parse(event.data);
  bar.max = told.total || told.whole || 1;
  bar.value = told.done;
  if (words) words.textContent = words.dataset[told.step] || "";
});
events.addEventListener("end", () => {
  events.close();
  location.reload();
});
