import Glibc

/// An open file of a ``POSIXDisk``; closes with its last reference.
public final class POSIXFile: Sendable {
    let descriptor: Int32
    let name: String

    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit {
        close(descriptor)
    }
}
