// The texts in an element that are too faint against what lies behind them, by WCAG
// 2.2 (1.4.3), and the links in a text that only their colour tells from it (1.4.1):
// what axe-core's color-contrast and link-in-text-block find, in a hundredth of
// their time. It takes what is behind a text to be the backgrounds of the elements
// around it; axe-core asks what is painted there.
(root) => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const parse = (color) => {
    if (!known.has(color)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((v, i) => v * a + below[i] * (1 - a));
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);

  // What lies behind the contents of an element; null where it is a picture.
  const papers = new Map();
  const paper = (el) => {
    if (!el) return parse("Canvas").slice(0, 3);
    if (!papers.has(el)) {
      const { backgroundColor, backgroundImage } = getComputedStyle(el);
      const own = parse(backgroundColor);
      const below = own[3] === 1 ? [0, 0, 0] : paper(el.parentElement);
      papers.set(el, backgroundImage !== "none" || !below ? null : over(own, below));
    }
    return papers.get(el);
  };
  const opacity = (el) => (el ? getComputedStyle(el).opacity * opacity(el.parentElement) : 1);
  // Nobody has to read what is switched off (1.4.3).
  const off = (el) => el.closest("[aria-disabled=true], :disabled, [inert]") || el.closest("label")?.control?.disabled;

  const marked = ({ textDecorationLine, borderBottomWidth }) => textDecorationLine !== "none" || parseFloat(borderBottomWidth) > 0;

  const faint = [];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const el = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(el)) continue;
    seen.add(el);
    if (el.closest("svg, script, style, option, noscript") || !el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || off(el)) continue;
    const behind = paper(el);
    if (!behind) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(el);
    const [r, g, b, alpha] = parse(color);
    const [lighter, darker] = [light(over([r, g, b, alpha * opacity(el)], behind)), light(behind)].sort((x, y) => y - x);
    const px = parseFloat(fontSize);
    const least = px >= 24 || (px >= 18.66 && fontWeight >= 700) ? 3 : 4.5;
    const ratio = (lighter + 0.05) / (darker + 0.05);
    if (ratio < least) faint.push(ratio.toFixed(2) + ", less than " + least + ": " + el.outerHTML.slice(0, 120));
  }
  for (const link of root.querySelectorAll("a[href]")) {
    const amid = [...link.parentElement.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(data));
    const style = getComputedStyle(link);
    if (amid && style.display === "inline" && link.textContent.trim() && link.checkVisibility() && !marked(style)) {
      faint.push("a link that only its colour tells from the text: " + link.outerHTML.slice(0, 120));
    }
  }
  return faint;
}
