// Copies a sample, and says so.

import { make } from "./table.js";

async function copied(text) {
  // The clipboard API needs a secure context, which a classroom address is not.
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = make("textarea", { value: text, readOnly: true, className: "vh" });
  area.style.whiteSpace = "pre"; // what is copied is what would be drawn, and the class draws no indentation
  const focus = document.activeElement;
  document.body.append(area);
  area.select();
  const ok = document.execCommand("copy");
  area.remove();
  focus?.focus({ preventScroll: true });
  return ok;
}

/** Connects a button that copies the code beside it. voice: say(text). */
export function copy(button, voice) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const lines = [...button.parentElement.querySelectorAll("pre .line")].map((line) => line.textContent.trimEnd());
    const text = lines.length ? lines.join("\n") : button.parentElement.querySelector("pre").textContent;
    const said = (await copied(`${text.trim()}\n`)) ? "Copied" : "Select and copy by hand";
    button.textContent = said;
    voice.say(`${said}.`);
    setTimeout(() => (button.textContent = label), 2000);
  });
}
