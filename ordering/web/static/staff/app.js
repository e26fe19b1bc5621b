// What every staff page does beyond htmx. No words here: the server renders them all.
import "./confirm.js";
import "./drawer.js";
import "./forms.js";
import "./menus.js";
import "./toasts.js";
