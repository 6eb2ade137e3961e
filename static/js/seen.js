// What is worth something only while somebody looks.

/**
 * Resolves with what act(signal) does, which signal ends with outer, and where the
 * page is hidden: then it rejects with the sentence, for what nobody sees is slowed
 * down, or holds what others need.
 */
export async function whileSeen(outer, sentence, act) {
  const stopping = new AbortController();
  let hidden = false;
  const hide = () => {
    if (!document.hidden) return;
    hidden = true;
    stopping.abort();
  };
  outer.addEventListener("abort", () => stopping.abort());
  document.addEventListener("visibilitychange", hide);
  try {
    return await act(stopping.signal);
  } catch (e) {
    throw hidden ? new Error(sentence) : e;
  } finally {
    document.removeEventListener("visibilitychange", hide);
  }
}
