// Colour is decided when the colour library is loaded: so before anything that draws, and whatever runs the tests.
process.env.FORCE_COLOR = "1";
delete process.env.NO_COLOR;

export {};
