/// The client's own words on a payment, packed so that a payment without any costs nothing.
///
/// Packed form: nothing for no words at all; otherwise the order, the description and then each pair of the metadata, ordered by
/// the bytes of its key. Every string is its size in bytes as a little-endian `UInt16` and that many bytes of UTF-8; 0xFFFF stands for an absent order or
/// description.
public struct PaymentText: Sendable, Hashable {
    /// The packed form.
    public let packed: [UInt8]

    /// The longest order reference in bytes.
    public static let maximumOrderBytes = 255

    /// The longest description in bytes.
    public static let maximumDescriptionBytes = 1000

    /// The most pairs of metadata.
    public static let maximumMetadataPairs = 20

    /// The longest metadata key in bytes.
    public static let maximumKeyBytes = 40

    /// The longest metadata value in bytes.
    public static let maximumValueBytes = 500

    /// The most bytes that the packed form can have.
    public static let maximumPackedBytes =
        4 + maximumOrderBytes + maximumDescriptionBytes + maximumMetadataPairs
        * (4 + maximumKeyBytes + maximumValueBytes)

    /// No words.
    public static let none = PaymentText(stored: [])

    /// The limits in one sentence.
    static let rule =
        "order has 1 to 255 bytes, description up to 1000, metadata up to 20 pairs with keys of 1 to 40 and values of up to 500 bytes, "
        + "without NUL characters."

    private static let absent = UInt16.max

    /// Takes a packed form that was checked before.
    init(stored packed: [UInt8]) {
        self.packed = packed
    }

    /// Packs words.
    /// - Parameters:
    ///   - order: the merchant's reference
    ///   - description: free text for people
    ///   - metadata: pairs that Florin keeps and does not read; a repeated key is refused
    /// - Throws: ``Rejection/textInvalid``
    public init(order: String?, description: String? = nil, metadata: [(key: String, value: String)] = [])
        throws(Rejection)
    {
        if order == nil, description == nil, metadata.isEmpty {
            packed = []
            return
        }
        let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        guard order.map({ PaymentText.fits($0, 1...PaymentText.maximumOrderBytes) }) ?? true,
            description.map({ PaymentText.fits($0, 0...PaymentText.maximumDescriptionBytes) }) ?? true,
            pairs.count <= PaymentText.maximumMetadataPairs,
            pairs.allSatisfy({ PaymentText.fits($0.key, 1...PaymentText.maximumKeyBytes) }),
            pairs.allSatisfy({ PaymentText.fits($0.value, 0...PaymentText.maximumValueBytes) }),
            zip(pairs, pairs.dropFirst()).allSatisfy({ !$0.key.utf8.elementsEqual($1.key.utf8) })
        else { throw .textInvalid }
        var packed: [UInt8] = []
        PaymentText.append(order, to: &packed)
        PaymentText.append(description, to: &packed)
        for (key, value) in pairs {
            PaymentText.append(key, to: &packed)
            PaymentText.append(value, to: &packed)
        }
        self.packed = packed
    }

    /// Reads a packed form, as the journal holds it; `nil` where it is none.
    /// - Parameter packed: any bytes
    public init?(packed: [UInt8]) {
        guard packed.isEmpty || packed.count <= PaymentText.maximumPackedBytes else { return nil }
        self.packed = packed
        guard !packed.isEmpty else { return }
        guard let strings = unpacked(), strings.count >= 2, strings.count.isMultiple(of: 2),
            strings.dropFirst(2).allSatisfy({ $0 != nil })
        else { return nil }
    }

    /// The merchant's reference.
    public var order: String? { unpacked().flatMap { $0.first ?? nil } }

    /// Free text for people.
    public var description: String? { unpacked().flatMap { $0.count > 1 ? $0[1] : nil } }

    /// The client's pairs, ordered by key.
    public var metadata: [(key: String, value: String)] {
        guard let strings = unpacked() else { return [] }
        return stride(from: 2, to: strings.count - 1, by: 2).compactMap { index in
            guard let key = strings[index], let value = strings[index + 1] else { return nil }
            return (key, value)
        }
    }

    private static func fits(_ text: String, _ sizes: ClosedRange<Int>) -> Bool {
        sizes.contains(text.utf8.count) && !text.utf8.contains(0)
    }

    private static func append(_ text: String?, to packed: inout [UInt8]) {
        let size = text.map { UInt16($0.utf8.count) } ?? absent
        packed.append(UInt8(truncatingIfNeeded: size))
        packed.append(UInt8(size >> 8))
        packed.append(contentsOf: (text ?? "").utf8)
    }

    private func unpacked() -> [String?]? {
        var strings: [String?] = []
        var rest = packed[...]
        while !rest.isEmpty {
            guard rest.count >= 2 else { return nil }
            let size = UInt16(rest[rest.startIndex]) | UInt16(rest[rest.startIndex + 1]) << 8
            rest = rest.dropFirst(2)
            guard size != PaymentText.absent else {
                strings.append(nil)
                continue
            }
            guard rest.count >= Int(size), let text = String(validating: rest.prefix(Int(size)), as: UTF8.self) else {
                return nil
            }
            strings.append(text)
            rest = rest.dropFirst(Int(size))
        }
        return strings
    }
}
