import Glibc

/// hiredis writes with `write`, which kills a process whose peer went away, unless it ignores that signal.
enum BrokenPipe {
    /// Done once, by whoever asks first; a handler that the program installed itself stays.
    static let isIgnored: Bool = {
        var action = sigaction()
        guard unsafe sigaction(SIGPIPE, nil, &action) == 0 else { return false }
        guard unsafe action.__sigaction_handler.sa_handler == nil else { return true }
        unsafe action.__sigaction_handler.sa_handler = SIG_IGN
        return unsafe sigaction(SIGPIPE, &action, nil) == 0
    }()
}
