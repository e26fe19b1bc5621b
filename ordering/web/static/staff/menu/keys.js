// The menu by keyboard: from dish to dish.
import { shortcut, walk } from "../kit/shortcuts.js";

const dishes = () => [...document.querySelectorAll(".dish")].filter((dish) => dish.offsetParent);

shortcut("j", () => walk(dishes(), 1), true);
shortcut("k", () => walk(dishes(), -1), true);
