// The sheet computes as it is filled in; the server computes it again when it is saved.
import { figure, scoreSheet } from "./evaluation_sheet.js";

const QUIET = ["counted", "missing"]; // what the dashes beside already say
const form = document.querySelector("[data-sheet]");

function asked() {
  const dimensions = [...form.querySelectorAll("[data-dimension]")].map((body) => ({
    id: body.dataset.dimension,
    lines: [...body.querySelectorAll("[data-line]")].map((row) => ({
      id: row.dataset.line,
      points: Number(row.dataset.points),
      scoring: row.dataset.scoring,
      numerator: row.querySelector("[data-numerator]").value.trim(),
      denominator: row.querySelector("[data-denominator]").value.trim(),
    })),
  }));
  const vetoed = form.querySelector("[data-veto]:checked") !== null;
  return { dimensions, vetoed, bands: JSON.parse(form.dataset.bands) };
}

function show() {
  const sheet = scoreSheet(asked());
  const words = JSON.parse(form.dataset.words);
  for (const one of sheet.dimensions) {
    for (const line of one.lines) {
      const row = form.querySelector(`[data-line="${line.id}"]`);
      row.querySelector("[data-rate]").textContent = line.rate === undefined ? "—" : `${figure(line.rate)}%`;
      row.querySelector("[data-score]").textContent = figure(line.score);
      row.classList.toggle("wrong", line.ground === "invalid");
      row.querySelector("[data-ground]").textContent = QUIET.includes(line.ground) ? "" : words.grounds[line.ground];
    }
    const foot = form.querySelector(`[data-foot="${one.id}"]`);
    foot.querySelector("[data-sum]").textContent = figure(one.score);
    foot.querySelector("[data-rate]").textContent = one.rate === null ? "—" : `${figure(one.rate)}%`;
    foot.querySelector("[data-counted]").textContent = one.counted;
  }
  form.querySelector("[data-total]").textContent = figure(sheet.total);
  form.querySelector("[data-missing]").textContent = sheet.missing;
  const grade = form.querySelector("[data-grade]");
  grade.textContent = words.grades[sheet.grade];
  grade.dataset.grade = sheet.grade;
  form.querySelector("[data-verdict]").textContent = words.grounds[sheet.ground];
}

function adopt(event) {
  const button = event.target.closest("[data-adopt]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("[data-line]");
  const [numerator, denominator] = button.dataset.adopt.split("/");
  row.querySelector("[data-numerator]").value = numerator;
  row.querySelector("[data-denominator]").value = denominator;
  show();
}

if (form) {
  form.addEventListener("input", show);
  form.addEventListener("click", adopt);
  show();
}
