import Foundation

/// Shows on standard error how far something has come; silent where nobody watches.
struct ProgressBar: Sendable {
    let label: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private static let width = 40

    init(label: String) {
        self.label = label
    }

    func show(done: UInt64, of total: UInt64) {
        guard isShown, total > 0 else { return }
        let part = min(1, Double(done) / Double(total))
        let filled = Int(part * Double(ProgressBar.width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: ProgressBar.width - filled)
        write("\r\(label) \(bar) \(Int(part * 100)) %")
    }

    func finish() {
        if isShown { write("\n") }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
