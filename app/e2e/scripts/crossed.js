// What a lane of the walkthrough shows of the wire, event by event.
(selector) =>
  [...document.querySelectorAll(selector + " > .wire-event")].map((el) => ({
    step: Number(el.dataset.step),
    from: el.dataset.from,
    kind: el.dataset.kind,
    bytes: Number(el.dataset.bytes || 0),
    line: el.querySelector(".wire-line code")?.textContent ?? "",
    hex: [...el.querySelectorAll(".bytes .hex > span")].map((b) => b.firstChild.textContent.trim()).join(" "),
    text: el.textContent.replace(/\s+/g, " ").trim(),
    visible: el.checkVisibility(),
  }))
