// What the scripts say: the page brings it along, in the language of whoever looks.
export const words = JSON.parse(document.getElementById("words").textContent);
