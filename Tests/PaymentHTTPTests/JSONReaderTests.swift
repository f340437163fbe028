import Testing

@testable import PaymentHTTP

@Suite("JSON reader")
struct JSONReaderTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("7", 7), (" \n\t\r 42", 42), ("-12", -12), ("9007199254740991", 9_007_199_254_740_991),
        ("9223372036854775807", Int64.max), ("9223372036854775808", .max), ("-9223372036854775809", .min),
        ("99999999999999999999999999", .max), ("-99999999999999999999999999", .min), ("1]", 1), ("10x", 10),
    ])
    func `an integer is read, and too large a one is the largest`(_ text: String, _ value: Int64) throws {
        var reader = JSONReader()
        let read = try reader.integer(text.utf8.span)
        #expect(read == value)
    }

    @Test(arguments: [
        ("", JSONFault.Kind.notJSON, 0), ("-", .notJSON, 1), ("-a", .notJSON, 1), ("+1", .notJSON, 0),
        ("01", .notJSON, 0),
        ("00", .notJSON, 0), (".5", .notJSON, 0), ("x", .notJSON, 0), ("NaN", .notJSON, 0), ("1.0", .notInteger, 0),
        (" 1050.0", .notInteger, 1), ("1e3", .notInteger, 0), ("1E3", .notInteger, 0), ("0.1", .notInteger, 0),
        ("\"1\"", .wrongType, 0), ("true", .wrongType, 0), ("null", .wrongType, 0), ("[1]", .wrongType, 0),
        ("{}", .wrongType, 0),
    ])
    func `what is no integer is a fault at its place`(_ text: String, _ kind: JSONFault.Kind, _ offset: Int) {
        var reader = JSONReader()
        #expect(throws: JSONFault(kind, at: offset, "")) { try reader.integer(text.utf8.span) }
    }

    @Test(arguments: [
        (#""""#, ""), (#""abc""#, "abc"), (#" "é""#, "é"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9""#, "Aé"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00x""#, "😀x"), (#""\u0000""#, "\0"),
        ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
        (#""\uFFFF""#, "\u{FFFF}"),
    ])
    func `a string is read with its escapes`(_ text: String, _ value: String) throws {
        var reader = JSONReader()
        let read = try reader.string(text.utf8.span)
        #expect(read == value)
        #expect(reader.offset == text.utf8.count)
    }

    @Test(arguments: [
        #"""#, #""a"#, #""\"#, #""\""#, #""\x""#, #""\u""#, #""\u12""#, #""\u12g4""#, #""\u+123""#, #""\ud83d""#,
        #""\ud83dx""#, #""\ud83d\n""#,
        #""\ud83d\u0041""#, #""\ude00""#, #""\ud83d\ud83d""#, "\"\n\"", "\"\u{0}\"", "\"\t\"", "'a'", "a",
    ])
    func `what is no string is a fault`(_ text: String) {
        var reader = JSONReader()
        #expect(throws: JSONFault.self) { try reader.string(text.utf8.span) }
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func `what is not UTF-8 is a fault, with and without escapes`(_ bytes: [UInt8]) {
        for ending in ["\"", "\\n\""] {
            let text = Array("\"a".utf8) + bytes + Array(ending.utf8)
            var reader = JSONReader()
            #expect(throws: JSONFault.self) { try reader.string(text.span) }
        }
    }

    @Test(arguments: [("true", true), (" false", false)])
    func `a truth value is read`(_ text: String, _ value: Bool) throws {
        var reader = JSONReader()
        let read = try reader.bool(text.utf8.span)
        #expect(read == value)
    }

    @Test(arguments: ["", "tru", "True", "falsy", "1", "\"true\"", "null"])
    func `what is no truth value is a fault`(_ text: String) {
        var reader = JSONReader()
        #expect(throws: JSONFault.self) { try reader.bool(text.utf8.span) }
    }

    @Test func `all fields of all commands have names of their own that are found`() {
        #expect(Set(CommandField.allCases.map(\.name)).count == CommandField.allCases.count)
        for field in CommandField.allCases {
            #expect(CommandField.find(field.name.utf8.span) == field)
            #expect(CommandField.find((field.name + "\0").utf8.span) == nil)
        }
        #expect(CommandField.find(String(repeating: "a", count: 25).utf8.span) == nil)
    }
}
