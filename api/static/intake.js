// Files in: chosen or dropped, whole folders too; sent in batches the API takes, each followed by
// its events. A file that could not be read can be sent again alone.
import { dropped } from "./dropped.js";
import { refusal, toast } from "./toast.js";

const form = document.getElementById("intake");
const drop = document.querySelector("[data-drop]");
const most = Number(drop.dataset.most);
const mostBytes = Number(drop.dataset.mostBytes) * 0.9;
const panel = document.querySelector("[data-progress]");
const body = document.querySelector("[data-files]");
const tally = document.querySelector("[data-tally]");
const bar = document.querySelector("[data-bar]");
const SAID = {
  waiting: ["等待", ""], sending: ["上传中", "warn"], reading: ["读取中", "warn"],
  accepted: ["已入库", "good"], duplicate: ["库中已有", "info"], rejected: ["未能读取", "bad"],
};
const rows = [];

for (const one of document.querySelectorAll("[data-folder]")) one.hidden = false;

function addRow(name, file) {
  const line = document.createElement("tr");
  const [named, state, note] = [0, 1, 2].map(() => line.insertCell());
  named.textContent = name;
  body.append(line);
  const row = { name, file, line, named, state, note, outcome: "waiting" };
  rows.push(row);
  return row;
}

function show(row, outcome, result = {}) {
  row.outcome = outcome;
  const [words, tone] = SAID[outcome];
  const badge = document.createElement("span");
  badge.className = `badge ${tone}`;
  badge.textContent = words;
  row.state.replaceChildren(badge);
  const told = [result.message, ...(result.warnings ?? [])].filter(Boolean).join(" ");
  row.note.replaceChildren(told);
  if (result.code) {
    const code = document.createElement("code");
    code.className = "soft";
    code.textContent = ` ${result.code} `;
    row.note.append(code);
  }
  if (result.document_id) {
    const link = document.createElement("a");
    link.href = `/documents/${result.document_id}`;
    link.textContent = row.name;
    row.named.replaceChildren(link);
  }
  if (outcome === "rejected" && row.file) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "small";
    again.textContent = "重试";
    again.addEventListener("click", () => send([row]));
    row.note.append(again);
  }
  count();
}

function count() {
  const settled = rows.filter((row) => ["accepted", "duplicate", "rejected"].includes(row.outcome));
  tally.textContent = `${settled.length}/${rows.length} 份`;
  bar.max = rows.length || 1;
  bar.value = settled.length;
}

function take(job, batch, settled) {
  for (const result of job.results) {
    const known = batch.find((row) => row.name.split("/").at(-1) === result.name.split("/").at(-1)
      && (row.outcome === "reading" || row.outcome === "sending"));
    if (known) {
      show(known, result.outcome, result);
      settled.add(result.name + result.document_id);
    } else if (!settled.has(result.name + result.document_id)) {
      // members of an archive have no row yet
      settled.add(result.name + result.document_id);
      show(addRow(result.name || "（这一批）", null), result.outcome, result);
    }
  }
}

function follow(id, batch) {
  return new Promise((done) => {
    const settled = new Set();
    const events = new EventSource(`/api/v1/jobs/${id}/events`);
    events.addEventListener("progress", (event) => take(JSON.parse(event.data), batch, settled));
    events.addEventListener("end", (event) => {
      events.close();
      take(JSON.parse(event.data), batch, settled);
      // an archive is no paper itself: its members were told
      for (const row of batch) if (row.outcome === "reading") row.line.remove();
      for (const row of batch) if (row.outcome === "reading") rows.splice(rows.indexOf(row), 1);
      count();
      done();
    });
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED) done();
    });
  });
}

async function send(batch) {
  const content = new FormData();
  for (const row of batch) {
    content.append("files", row.file, row.name.split("/").at(-1));
    show(row, "sending");
  }
  content.append("case", form.elements.case.value.trim());
  content.append("level", form.elements.level.value);
  const answer = await fetch("/api/v1/documents", { method: "POST", body: content });
  if (!answer.ok) {
    const words = await refusal(answer);
    for (const row of batch) show(row, "rejected", { message: words });
    return;
  }
  for (const row of batch) show(row, "reading");
  await follow((await answer.json()).id, batch);
}

function batches(waiting) {
  const found = [];
  let size = 0;
  for (const row of waiting) {
    const last = found.at(-1);
    if (!last || last.length >= most || size + row.file.size > mostBytes) {
      found.push([row]);
      size = row.file.size;
    } else {
      last.push(row);
      size += row.file.size;
    }
  }
  return found;
}

async function takeIn(files) {
  if (!files.length) return;
  panel.hidden = false;
  const waiting = files.map(({ name, file }) => addRow(name, file));
  for (const row of waiting) show(row, "waiting");
  for (const batch of batches(waiting)) await send(batch);
  const failed = rows.filter((row) => row.outcome === "rejected").length;
  toast(failed ? `入库完毕，${failed} 份未能读取。` : "入库完毕。", failed ? "note" : "done");
}

function chosen(input) {
  const files = [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  input.value = "";
  return files;
}

for (const id of ["f-files", "f-folder"]) {
  const input = document.getElementById(id);
  input.addEventListener("change", () => takeIn(chosen(input)));
  if (input.files.length) takeIn(chosen(input)); // chosen before this script was there
}
form.querySelector("button.main:not(label)").hidden = true;
form.addEventListener("submit", (event) => event.preventDefault());
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  takeIn(await dropped(event.dataTransfer));
});
