// A running job: the bar follows it; at the end the page tells the rest.
const bar = document.querySelector("[data-job]");
const events = new EventSource(`/api/v1/jobs/${bar.dataset.job}/events`);
events.addEventListener("progress", (event) => {
  const job = JSON.parse(event.data);
  bar.max = job.total || 1;
  bar.value = job.done;
});
events.addEventListener("end", () => {
  events.close();
  location.reload();
});
