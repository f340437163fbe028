/// What clients may write on a payment to the harm of a file of lines, a spreadsheet or a terminal.
enum AwkwardText {
    static let all = [
        "A-17", "say \"hi\"", "a|b;c,d", "back\\slash\\", "\\\"", "%0A", "100%", " spaces ", "\u{A0}nbsp\u{3000}", "",
        "line\n2026-01-01 * fraud\n    assets:x  1 USD\n    assets:y\n", "\n2026-01-01 open Assets:Fraud USD\n",
        "\r\n\r\ninclude /etc/passwd", "\n\ncommodity 1.0 FRAUD", "x\ny", "\n", "\r", "\t", "\u{0B}\u{0C}", "\u{85}nel",
        "\u{2028}line\u{2029}paragraph", "\u{202E}reversed", "\u{FEFF}bom", "\u{1B}[31mred\u{1B}]0;title\u{07}",
        "[2020-02-02]", "date:2020-02-02", "type:X", "; comment", "# tag ^link {", "=1+1", "@SUM(A1)", "日本語の注文",
        "emoji 👩‍👩‍👧 💶 🇩🇪 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "e\u{301}", "option \"title\" \"x\"",
    ].filter { !$0.isEmpty }
}
