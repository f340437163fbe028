import BlockingIO
import Foundation

/// A program under the eyes of a small shell, which does to it what it is told, and kills it when this process dies, however it dies.
///
/// The shell reads words from a pipe that only this process holds. At the end of the pipe it kills the program with all its children, and removes
/// the folder. A signal goes to the whole tree, parents first: PostgreSQL's children are in sessions of their own, and a frozen parent starts none.
package final class Watchdog: Sendable {
    private struct State {
        var pid: Int32 = 0
        var answers = 0
        var lines: [String] = []
        var isAtEnd = false
    }

    private let shell: Spawn
    private let state = Monitor(State())
    private let name: String

    /// Starts the shell; the program waits for `start`.
    /// - Parameters:
    ///   - program: the program's path or name
    ///   - arguments: its arguments
    ///   - environment: what its environment has beside ours
    ///   - folder: what is removed in the end
    ///   - log: the file of its output; `nil` where its output is for ``takeLines()``
    /// - Throws: ``ContractViolation`` where there is no such program
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: DataFolder? = nil,
        log: String? = nil
    ) throws {
        guard let path = Program.path(program) else {
            throw ContractViolation("There is no \(program) on this machine")
        }
        name = program
        shell = try Spawn(
            "/bin/sh", ["-c", Self.script, "florin-watchdog", folder?.path ?? "", log ?? "", path] + arguments,
            environment: Program.variables(environment))
        let (shell, state) = (self.shell, self.state)
        _ = try WorkerThread.start(name: "watchdog") { Watchdog.read(shell, state) }
    }

    deinit {
        shell.finishSending()
    }

    /// The program's process; 0 before the first start.
    package var pid: Int32 { state.withLock { $0.pid } }

    /// Whether the program runs, or is frozen: a zombie does not.
    package var isRunning: Bool {
        guard let status = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
        let letter = String(decoding: status, as: UTF8.self).split(separator: ")").last?.first { $0 != " " }
        return letter != "Z" && letter != "X"
    }

    /// Says a word to the shell, and waits until it has done it.
    /// - Parameter word: `start`, `kill`, `freeze`, `thaw`, or `signal` and a name as `TERM` for the program alone
    /// - Throws: ``ContractViolation`` where the shell is gone
    package func tell(_ word: String) async throws {
        let before = state.withLock { $0.answers }
        guard shell.send("\(word)\n") else { throw ContractViolation("The watchdog of \(name) is gone") }
        let deadline = MonotonicClock.now() + 20_000_000_000
        while state.withLock({ $0.answers == before && !$0.isAtEnd }) {
            guard MonotonicClock.now() < deadline else { throw ContractViolation("\(word) did nothing to \(name)") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Waits until the program has ended, and all that it said is there.
    /// - Parameter patience: how long
    /// - Returns: whether it has
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func end(within patience: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + patience
        while isRunning {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        // The shell answers behind the program's last words, in the same pipe.
        try await tell("nothing")
        return true
    }

    /// What the program has printed since the last call, line by line.
    package func takeLines() -> [String] {
        state.withLock { state in
            defer { state.lines = [] }
            return state.lines
        }
    }

    private static func read(_ shell: Spawn, _ state: Monitor<State>) {
        var rest: [UInt8] = []
        while case let bytes = shell.read(), !bytes.isEmpty {
            rest += bytes
            let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = lines.last.map(Array.init) ?? []
            let texts = lines.dropLast().map { String(decoding: $0, as: UTF8.self) }
            state.withLock { state in
                for text in texts {
                    if let pid = text.wholeMatch(of: /#pid (\d+)/) {
                        state.pid = Int32(pid.1) ?? 0
                    } else if text == "#done" {
                        state.answers += 1
                    } else {
                        state.lines.append(text)
                    }
                }
            }
        }
        state.withLock { $0.isAtEnd = true }
        _ = shell.end()
    }

    private static let script = #"""
        folder=$1; log=$2; shift 2; pid=
        state() { sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null; }
        children() { cat /proc/"$1"/task/*/children 2>/dev/null; }
        each() { kill "-$1" "$2" 2>/dev/null; for child in $(children "$2"); do each "$1" "$child"; done; }
        tree() { echo "$1"; for child in $(children "$1"); do tree "$child"; done; }
        end() {
            [ -n "$pid" ] || return
            each STOP "$pid"; all=$(tree "$pid"); kill -9 $all 2>/dev/null
            for one in $all; do
                while case "$(state "$one")" in ''|Z|X) false ;; esac; do sleep 0.01; done
            done
            wait "$pid" 2>/dev/null; pid=
        }
        while read -r word name; do
            case $word in
                start)
                    [ -z "$pid" ] || wait "$pid" 2>/dev/null
                    if [ -n "$log" ]; then "$@" >>"$log" 2>&1 </dev/null & else "$@" </dev/null & fi
                    pid=$!; echo "#pid $pid" ;;
                kill) end ;;
                freeze) each STOP "$pid" ;;
                thaw) each CONT "$pid" ;;
                signal) kill "-$name" "$pid" 2>/dev/null ;;
            esac
            echo '#done'
        done
        end
        [ -z "$folder" ] || rm -rf "$folder"
        """#
}
