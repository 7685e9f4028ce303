"""The canvas: ES modules and style sheets, and the component that puts them on a page."""
