// A line that says what happened; read out, and gone after a while.
const LASTING = 5000;

export function toast(words, tone = "done") {
  const line = document.createElement("div");
  line.className = `said ${tone}`;
  const paragraph = document.createElement("p");
  paragraph.textContent = words;
  line.append(paragraph);
  document.querySelector("[data-toasts]").append(line);
  setTimeout(() => line.remove(), LASTING);
}

// What the API refuses is told by its Chinese sentence.
export async function refusal(answer) {
  try {
    return (await answer.json()).detail;
  } catch {
    return `没有办成（${answer.status}）。`;
  }
}
