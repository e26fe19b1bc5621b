"""The demo menu's pictures, drawn as SVG; `python -m tools.art` makes ordering/demo/pictures/ of them."""
