#!/usr/bin/env node
// Old syntax only: this file is the one that a Node of any age reads first, and says something useful.
"use strict";

var childProcess = require("child_process");
var os = require("os");
var path = require("path");
var url = require("url");

var MINIMUM = [22, 12];
var PINNED = "24.21.0";
var VERSION = ""; // The build writes it in.
var SLOW = 1500; // milliseconds before a line says what takes so long
var SIGNALS = ["SIGTERM", "SIGHUP", "SIGINT"];

function isNewEnough(version) {
  var parts = version.split(".").map(Number);
  return parts[0] > MINIMUM[0] || (parts[0] === MINIMUM[0] && parts[1] >= MINIMUM[1]);
}

function say(line) {
  process.stderr.write("wss-setup: " + line + "\n");
}

function firstLine(text) {
  return String(text).trim().split("\n")[0];
}

/** What npm complained about, in one line: its own prefixes and the name of its log file left out. */
function gist(complaints) {
  return complaints
    .split("\n")
    .map(function (line) {
      return (/^npm (?:ERR!|error) +(?!errno|A complete log|Log files)(.+)/.exec(line) || [])[1];
    })
    .filter(Boolean)
    .slice(0, 2)
    .join(", ");
}

/** Loads the bundle into this very process. `import()` is hidden in a string since a Node 8 cannot even parse it. */
function start() {
  var load = new Function("url", "return import(url)");
  load(url.pathToFileURL(path.join(__dirname, "wss-setup.mjs")).href).catch(function (error) {
    say("could not start: " + firstLine((error && error.message) || error));
    process.exit(1);
  });
}

function giveUp(why) {
  say("needs Node 22.12 or newer; this is Node " + process.versions.node + ". " + why);
  say("install Node 24 from https://nodejs.org/en/download and run wss-setup again. Nothing was changed.");
  process.exit(1);
}

/**
 * Asks npm for a newer Node and passes its path on. It is the package of this very platform: the one called `node`
 * fetches it in an install script, which npm 12 and `ignore-scripts` skip, and then the old Node would answer.
 * Only the path is asked for: npm run as root may change the user of what it runs, and it stands between signals.
 */
function findNewerNode(use) {
  var name = "node-" + process.platform + "-" + process.arch + "@" + PINNED;
  var output = "";
  var complaints = "";
  var slow = setTimeout(function () {
    say("needs Node 22.12 or newer; fetching Node " + PINNED + " through npm (once).");
  }, SLOW);
  var npm = childProcess.spawn(
    "npm",
    // One retry, soon: with npm's own patience a box without a network waits 70 s for this answer.
    ["exec", "--yes", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--package=" + name].concat(
      // No character here means anything to a shell: npm 7 passes them through one unquoted.
      ["--", "node", "-p", "process.versions.node+process.execPath"],
    ),
    { cwd: path.parse(os.homedir()).root, stdio: ["ignore", "pipe", "pipe"] },
  );
  npm.stdout.on("data", function (data) {
    output += data;
  });
  npm.stderr.on("data", function (data) {
    complaints += data;
  });
  npm.on("error", function (error) {
    clearTimeout(slow);
    giveUp(
      error.code === "ENOENT"
        ? "npm, which could bring it, is not installed (apt-get install npm)."
        : "npm, which could bring it, does not run: " + firstLine(error.message),
    );
  });
  npm.on("close", function (code) {
    clearTimeout(slow);
    var found = /^(\d+\.\d+\.\d+)(\/.+)$/m.exec(output);
    if (code === 0 && found && isNewEnough(found[1])) use(found[2]);
    else giveUp("npm could not bring it: " + (gist(complaints) || "exit code " + code) + ".");
  });
}

/** Runs this launcher under the newer Node, as if it had been that from the start: same terminal, signals, exit code. */
function rerun(node) {
  var child = childProcess.spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
  var atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  SIGNALS.forEach(function (signal) {
    process.on(signal, function () {
      // The terminal sends Ctrl-C to both of us; passed on, the child would get it twice.
      if (signal !== "SIGINT" || !atTerminal) child.kill(signal);
    });
  });
  child.on("error", function (error) {
    giveUp("the one that npm brought does not run: " + firstLine(error.message));
  });
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

var asked = process.argv[2];
if (VERSION && (asked === "--version" || asked === "-V")) process.stdout.write(VERSION + "\n");
else if (isNewEnough(process.versions.node)) start();
else findNewerNode(rerun);
