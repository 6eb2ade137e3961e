// Joining a class: what this browser has kept comes along.

const MOST = 60 * 1024; // bytes; a request may have 64 KiB

/** Connects the form that joins; page is {keep}. */
export function connect(form, page) {
  form.addEventListener("submit", () => {
    const kept = JSON.stringify(page.keep.all());
    // As it is sent, a quotation mark has three bytes.
    if (new URLSearchParams({ progress: kept }).toString().length < MOST) form.elements.progress.value = kept;
  });
}
