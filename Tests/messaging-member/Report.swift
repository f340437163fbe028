import BlockingIO
import Glibc

/// What the member prints: a letter, the time, and words; each line in one write, so that no line is torn.
enum Report {
    static func line(_ letter: String, _ words: [String]) {
        let time = MonotonicClock.now()
        // A write to a pipe is whole up to 4096 bytes.
        var text = "\(letter) \(time)"
        for word in words {
            let clean = word.split(whereSeparator: \.isNewline).joined(separator: " ")
            if text.utf8.count + clean.utf8.count > 3000 {
                put(text)
                text = "\(letter) \(time)"
            }
            text += " " + clean.prefix(2000)
        }
        if !words.isEmpty || letter == "L" { put(text) }
    }

    private static func put(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
    }
}
