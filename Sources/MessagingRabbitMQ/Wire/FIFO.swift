/// A queue of values: appended at the end, taken from the front.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var head = 0

    /// How many there are.
    var count: Int { elements.count - head }
    /// Whether there is none.
    var isEmpty: Bool { elements.count == head }
    /// The oldest one.
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        defer {
            elements[head] = nil
            head += 1
            if head == elements.count {
                elements.removeAll(keepingCapacity: true)
                head = 0
            } else if head > 1024, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
        }
        return elements[head]
    }

    /// Takes back what was appended last.
    mutating func popLast() -> Element? {
        isEmpty ? nil : elements.removeLast()
    }

    /// The elements, the oldest one as 0.
    subscript(index: Int) -> Element? {
        get { elements[head + index] }
        set { elements[head + index] = newValue }
    }

    /// All of them, which leaves none.
    mutating func takeAll() -> [Element] {
        defer { self = FIFO() }
        return elements[head...].compactMap(\.self)
    }
}

extension FIFO: Sendable where Element: Sendable {}
