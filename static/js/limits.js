// A button that lets you wait.

/** Connects the form that has it. */
export function connect(root, { voice }) {
  const answer = root.querySelector("[data-answer]");
  let timer = null;
  const quiet = () => {
    clearTimeout(timer);
    answer.textContent = "";
  };
  root.addEventListener("change", quiet);
  root.addEventListener("submit", (e) => {
    e.preventDefault();
    quiet();
    const ms = Number(root.elements.delay.value);
    const pressed = performance.now();
    // Nothing moves meanwhile: that is what is to be felt.
    timer = setTimeout(() => {
      const took = performance.now() - pressed;
      answer.textContent = took < 1000 ? `Here. ${took.toFixed(0)} ms.` : `Here. ${(took / 1000).toFixed(1)} s.`;
      voice.say(answer.textContent);
    }, ms);
  });
}
