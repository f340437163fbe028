import PaymentCore

/// The image of a state, for comparing and for making the state again.
struct Image: Equatable {
    var blocks: [[UInt8]] = []

    init(of state: State) throws {
        state.writeImage { blocks.append($0) }
    }

    /// The state of which this is the image.
    func state() throws -> State {
        try State(image: blocks.flatMap(\.self))
    }
}

extension State {
    /// Makes a state again from the bytes of its image.
    init(image bytes: [UInt8]) throws(ImageFault) {
        self.init()
        var cursor = ImageCursor()
        while cursor.offset < bytes.count {
            guard try readImageBlock(unsafe bytes.span.bytes, &cursor) else { throw .malformed }
        }
    }
}
