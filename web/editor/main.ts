/** The script of every page: it wakes up the parts that the page holds. */

document.documentElement.dataset["script"] = "ready";
