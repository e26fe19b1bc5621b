"""The demo menu's pictures, drawn as SVG; `python -m ordering.demo.drawing` makes ordering/demo/pictures/ of them."""
