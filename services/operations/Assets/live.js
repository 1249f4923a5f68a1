// Replaces the panels whenever the network looks different. Without it the page is the same, as of loading.
const panels = document.getElementById("panels");
const stream = document.getElementById("stream");
const text = document.getElementById("stream-text");

// A screen reader hears of it only when the state changes.
function show(state, words) {
  if (stream.dataset.state === state) return;
  stream.dataset.state = state;
  text.textContent = words;
}

const source = new EventSource("/overview/events");
source.addEventListener("panels", event => {
  panels.innerHTML = event.data;
  show("live", "Live");
});
source.addEventListener("still", () => show("live", "Live"));
source.addEventListener("error", () => source.readyState === EventSource.CLOSED
  ? show("off", "Not live any more: load the page again")
  : show("lost", "Connection lost, trying again"));
