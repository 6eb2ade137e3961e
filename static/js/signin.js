// Posts the code of a sign-in link, which stands behind the # of its address.

/** Connects the sign-in's form. */
export function connect(form) {
  const post = () => {
    const code = decodeURIComponent(location.hash.slice(1));
    if (!code || code === "main") return; // the skip link's
    history.replaceState(null, "", location.pathname + location.search);
    form.elements.code.value = code;
    form.requestSubmit();
  };
  addEventListener("hashchange", post);
  post();
}
