// Keeps headings, numbers and bullets of what is pasted with formatting, as plain text.
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "UL", "OL", "TABLE", "PRE"]);
const SKIPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "HEAD", "NOSCRIPT"]);

const flat = (text) => text.replace(/\s+/g, " ");

function listed(list, depth) {
  let number = Number(list.getAttribute("start")) || 1;
  const letters = /^[ai]$/i.test(list.getAttribute("type") || "");
  return [...list.children].map((item) => {
    const label = letters ? `${String.fromCharCode(96 + number)}.` : `${number}.`;
    const mark = list.tagName === "OL" ? label : "-";
    number += 1;
    return `${"  ".repeat(depth)}${mark} ${words(item, depth + 1).trim()}`;
  }).join("\n");
}

function row(cells) {
  return `| ${[...cells].map((cell) => flat(cell.textContent).trim()).join(" | ")} |`;
}

function words(node, depth = 0) {
  let said = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) said += flat(child.data);
    else if (child.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(child.tagName)) continue;
    else if (child.tagName === "BR") said += "\n";
    else if (/^H[1-6]$/.test(child.tagName)) said += `\n\n## ${flat(child.textContent).trim()}\n\n`;
    else if (child.tagName === "UL" || child.tagName === "OL") {
      said += `\n${depth ? "" : "\n"}${listed(child, depth)}\n${depth ? "" : "\n"}`;
    } else if (child.tagName === "TABLE") {
      said += `\n\n${[...child.rows].map((line) => row(line.cells)).join("\n")}\n\n`;
    } else if (BLOCKS.has(child.tagName)) said += `\n\n${words(child, depth).trim()}\n\n`;
    else said += words(child, depth);
  }
  return said;
}

function paste(event) {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  const text = words(page.body).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
  if (!text) return;
  event.preventDefault();
  const field = event.target;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.querySelectorAll("[data-paste-formatted]").forEach((field) => {
  field.addEventListener("paste", paste);
});
