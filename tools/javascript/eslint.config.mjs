// Rules that find errors; the layout is prettier's. From the root of the checkout:
//
//   node tools/javascript/node_modules/eslint/bin/eslint.js -c tools/javascript/eslint.config.mjs .
import js from "@eslint/js";
import globals from "globals";

// The possible problems that eslint knows beyond its recommendation.
const moreProblems = {
  "array-callback-return": "error",
  "no-constructor-return": "error",
  "no-duplicate-imports": "error",
  "no-promise-executor-return": "error",
  "no-self-compare": "error",
  "no-template-curly-in-string": "error",
  "no-unmodified-loop-condition": "error",
  "no-unreachable-loop": "error",
  "no-use-before-define": ["error", { functions: false, variables: false }],
};

// What player.js gives to the scripts behind it on a page.
const ofPlayer = ["TempoMap", "clock", "notesOf", "player"];

export default [
  { ignores: ["build/", "**/node_modules/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { rules: { ...js.configs.recommended.rules, ...moreProblems } },

  // Scripts of pages, embedded in the program. What one page's scripts share is global.
  {
    files: ["src/**/*.js"],
    languageOptions: { sourceType: "script", ecmaVersion: 2022, globals: globals.browser },
  },
  {
    files: ["src/**/{pieces,listening}_page.js"],
    languageOptions: { globals: Object.fromEntries(ofPlayer.map(name => [name, "readonly"])) },
  },
  {
    files: ["src/**/player.js"],
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: `^(${ofPlayer.join("|")})$` }] },
  },
  {
    files: ["src/**/report_page.js"],
    languageOptions: { globals: { Chart: "readonly" } },
  },

  // Programs for Node.js. Those that drive a browser hand it functions that run in a page.
  { files: ["**/*.mjs"], languageOptions: { ecmaVersion: 2022, globals: globals.node } },
  {
    files: ["tests/browser/*.mjs", "tools/pictures.mjs"],
    languageOptions: { globals: { ...globals.browser, Chart: "readonly" } },
  },
];
