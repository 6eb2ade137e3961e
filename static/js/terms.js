// What the terms of a page mean, shown where one is pointed at or focused. The
// glossary is asked once; in the page it would weigh as much as a row.

const links = () => document.querySelectorAll('a[href^="/glossary#"]');

/** Gives each link to the glossary the meaning of its term as a title. Without the glossary the links still lead there. */
export async function explain() {
  const response = await fetch("/glossary");
  if (!response.ok) return;
  const glossary = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const link of links()) {
    const meaning = glossary.getElementById(link.hash.slice(1))?.querySelector("[data-meaning]");
    if (meaning) link.title = meaning.textContent.trim();
  }
}
