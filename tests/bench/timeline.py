#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws what a GPU did in one tick.

  avatar-bench pipeline ... --trace trace.json
  timeline.py trace.json tick.json              merges what followed without a gap, kind by kind: some kilobytes
  timeline.py tick.json tick.svg [title]        draws that
"""
import json
import sys

# What a kernel or a copy belongs to: the first kind that one of its words is found in.
WORDS = {
    "copies in": ("Memcpy HtoD",),
    "copies out": ("Memcpy DtoH",),
    "attention": ("sdpa", "flash", "fmha"),
    "decoding": ("conv", "implicit", "nchw", "nhwc", "interleave", "enlarge", "addChannels", "normChannels"),
    "linears": ("gemm", "cutlass", "nvjet", "splitK"),
    "between": ("",),
}
ROWS = ("copies in", "copies out", "linears", "attention", "between", "decoding")  # top to bottom
COLOURS = {"copies in": "#3b7dd8", "copies out": "#8a63d2", "linears": "#2e9e6b", "attention": "#d88a2b",
           "decoding": "#c94f6d", "between": "#8a8f98"}
GAP_US = 20  # shorter gaps are not drawn


def kind_of(name):
    for kind, words in WORDS.items():
        if any(word.lower() in name.lower() for word in words):
            return kind


def merge(trace):
    events = [e for e in trace["traceEvents"] if e.get("cat") in ("kernel", "gpu_memcpy", "gpu_memset") and "dur" in e]
    begin = min(e["ts"] for e in events)
    rows = {kind: [] for kind in ROWS}
    busy = {kind: 0.0 for kind in ROWS}
    for e in sorted(events, key=lambda e: e["ts"]):
        kind = kind_of(e["name"])
        start = e["ts"] - begin
        end = start + e["dur"]
        busy[kind] += e["dur"]
        row = rows[kind]
        if row and start - row[-1][1] < GAP_US:
            row[-1][1] = max(row[-1][1], end)
        else:
            row.append([start, end])
    computing = union(sorted((e["ts"] - begin, e["ts"] - begin + e["dur"]) for e in events
                             if not kind_of(e["name"]).startswith("copies")))
    length = max(e["ts"] + e["dur"] for e in events) - begin
    return {"length_us": round(length, 1), "computing_us": round(sum(b - a for a, b in computing), 1),
            "busy_us": {kind: round(us, 1) for kind, us in busy.items()},
            "rows": {kind: [[round(a, 1), round(b, 1)] for a, b in row] for kind, row in rows.items()}}


def union(spans):
    merged = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def draw(tick, title):
    width, left, height, top = 1100, 110, 26, 40
    scale = (width - left - 70) / tick["length_us"]
    bottom = top + height * len(tick["rows"])
    lines = ["<!-- SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors -->",
             "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->",
             f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 40}" font-family="sans-serif" '
             'font-size="12">', f'<rect width="{width}" height="{bottom + 40}" fill="#fff"/>',
             f'<text x="{left}" y="20" font-size="14">{title}</text>']
    for i, (kind, spans) in enumerate(tick["rows"].items()):
        y = top + i * height
        lines.append(f'<text x="{left - 8}" y="{y + 16}" text-anchor="end">{kind}</text>')
        path = "".join(f"M{left + a * scale:.2f} {y + 4}h{max((b - a) * scale, 0.05):.2f}v{height - 8}h"
                       f"{-max((b - a) * scale, 0.05):.2f}z" for a, b in spans)
        if path:
            lines.append(f'<path d="{path}" fill="{COLOURS[kind]}" stroke="none"/>')
        share = tick["busy_us"][kind] / tick["length_us"]
        lines.append(f'<text x="{width - 60}" y="{y + 16}">{share:.0%}</text>')
    step = 50_000 if tick["length_us"] < 1_000_000 else 200_000
    for us in range(0, int(tick["length_us"]) + 1, step):
        x = left + us * scale
        lines.append(f'<path d="M{x:.1f} {top}V{bottom + 4}" stroke="#0002"/>'
                     f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{us // 1000} ms</text>')
    idle = 1 - tick["computing_us"] / tick["length_us"]
    lines.append(f'<text x="{left}" y="{bottom + 35}">Nothing is computed for {idle:.1%} of the time.</text></svg>')
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        data = json.load(file)
    if "traceEvents" in data:
        text = json.dumps(merge(data), separators=(",", ":")) + "\n"
    else:
        text = draw(data, sys.argv[3] if len(sys.argv) > 3 else "One tick")
    with open(sys.argv[2], "w") as file:
        file.write(text)


if __name__ == "__main__":
    main()
