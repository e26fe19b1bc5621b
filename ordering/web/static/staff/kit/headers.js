// What a page says of itself with all that it asks for: its store and its language. In another tab somebody may have
// logged in elsewhere since, or chosen another language.
export const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
