// Runs before the first paint: says that there is JavaScript, and which theme was chosen.
(function () {
  var html = document.documentElement;
  html.classList.add("js");
  try {
    var theme = localStorage.getItem("wirewalk.theme");
    if (theme === "light" || theme === "dark") html.dataset.theme = theme;
  } catch (blocked) {
    // Storage may be refused; the system's theme then stands.
  }
})();
