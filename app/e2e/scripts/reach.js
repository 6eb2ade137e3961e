// What keeps a page from being used by keyboard, by a finger or by ear: each as a sentence.
() => {
  const found = [];
  const short = (el) => el.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const shown = (el) => el.checkVisibility({ checkOpacity: true, visibilityProperty: true });
  // Where it begins: a link in a sentence may go on in the next line.
  const box = (el) => (getComputedStyle(el).display === "inline" && el.getClientRects()[0]) || el.getBoundingClientRect();
  // What has been scrolled away within its box is not there to be seen.
  const scrolledAway = (el, { left, top, right, bottom }) => {
    for (let of = el.parentElement; of && of !== document.body; of = of.parentElement) {
      if (getComputedStyle(of).overflowY === "visible") continue;
      const b = of.getBoundingClientRect();
      if (bottom <= b.top || top >= b.bottom || right <= b.left || left >= b.right) return true;
    }
    return false;
  };
  // What the browser paints over, as radio buttons within a label, is pressed by its label.
  const target = (el) => el.closest("label") ?? el;
  const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  // In the order of Tab, which in some boxes follows their CSS order.
  const inOrder = (el) => {
    const { readingFlow } = getComputedStyle(el);
    const children = [...el.children];
    if (readingFlow === "flex-visual") children.sort((a, b) => getComputedStyle(a).order - getComputedStyle(b).order);
    return children.flatMap((child) => [...(child.matches(focusable) ? [child] : []), ...inOrder(child)]);
  };
  const all = inOrder(document.body).filter((el) => shown(el) && !el.closest("[inert]"));
  const reached = all.filter((el) => el.tabIndex >= 0 && !el.disabled);

  for (const el of all) if (el.tabIndex > 0) found.push(`tabindex ${el.tabIndex}: ${short(el)}`);

  // One voice: what changes by itself is not read out beside it.
  for (const el of document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log], output")) {
    if (el.id !== "status" && el.ariaLive !== "off") found.push(`a second voice: ${short(el)}`);
  }

  // WCAG 2.2, 2.5.8: 24 by 24 px, or within a sentence, or so far from all others that
  // circles of 24 px around their middles do not touch.
  const pressed = all.filter((el) => el.matches("a, button, input, select, textarea, summary") && !el.matches(".skip"));
  const boxes = [...new Set(pressed.map(target))].map((el) => ({ el, b: box(el) })).filter(({ el, b }) => b.width > 1 && !scrolledAway(el, b));
  const inSentence = (el) => getComputedStyle(el).display === "inline" && el.parentElement.textContent.trim() !== el.textContent.trim();
  const small = ({ b }) => b.width < 23.9 || b.height < 23.9;
  const far = (from, x, y) => Math.hypot(Math.max(from.left - x, 0, x - from.right), Math.max(from.top - y, 0, y - from.bottom));
  for (const one of boxes) {
    if (!small(one) || inSentence(one.el)) continue;
    const [x, y] = [one.b.left + one.b.width / 2, one.b.top + one.b.height / 2];
    const near = boxes.find((two) => {
      if (two === one || one.el.contains(two.el) || two.el.contains(one.el)) return false;
      const between = Math.hypot(two.b.left + two.b.width / 2 - x, two.b.top + two.b.height / 2 - y);
      return small(two) ? between < 24 : far(two.b, x, y) < 12;
    });
    if (near) found.push(`${one.b.width.toFixed(0)} by ${one.b.height.toFixed(0)} px, too near to ${short(near.el)}: ${short(one.el)}`);
  }

  // Tab goes as the eye does: down, and to the right, and up only into another column.
  const stuck = (el) => el && (["fixed", "sticky"].includes(getComputedStyle(el).position) || stuck(el.parentElement));
  let before = null;
  for (const el of reached) {
    const b = box(el);
    if (b.width < 2 || stuck(el) || scrolledAway(el, b)) continue;
    if (before) {
      const a = before.b;
      const up = b.bottom <= a.top + 1 && b.left < a.right - 1;
      const back = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2 && b.right <= a.left + 1;
      if (up || back) found.push(`Tab goes ${up ? "up" : "back"} from ${short(before.el)} to ${short(el)}`);
    }
    before = { el, b };
  }

  // Whatever has the focus can be seen to have it, and nothing lies over it.
  const had = document.activeElement;
  const at = [scrollX, scrollY];
  for (const el of reached) {
    el.focus({ focusVisible: true });
    if (document.activeElement !== el) continue; // one of a group of radio buttons, or a range that is none
    const style = getComputedStyle(el);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inside = el.closest("label") && getComputedStyle(el.closest("label")).outlineStyle !== "none";
    if (!ring && !inside) found.push(`no focus to be seen on ${short(el)}`);
    const b = box(el);
    const [x, y] = [b.left + Math.min(b.width / 2, 20), b.top + Math.min(b.height / 2, 12)];
    if (x < 0 || x > innerWidth || y < 0 || y > innerHeight) {
      found.push(`with the focus it is out of the window, at ${x.toFixed(0)}, ${y.toFixed(0)}: ${short(el)}`);
      continue;
    }
    const top = document.elementFromPoint(x, y);
    if (top && !el.contains(top) && !top.contains(el) && !target(el).contains(top)) found.push(`with the focus it is covered by ${short(top)}: ${short(el)}`);
  }
  had?.focus?.({ preventScroll: true });
  if (document.activeElement !== had) document.activeElement.blur();
  scrollTo({ left: at[0], top: at[1], behavior: "instant" });
  return [...new Set(found)];
}
