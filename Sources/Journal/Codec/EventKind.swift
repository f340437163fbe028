/// The first byte of an encoded event.
///
/// Numbers are for ever: a kind that is given up keeps its number.
enum EventKind: UInt8, CaseIterable {
    case accountOpened = 1
    case transferPosted = 2
    case transferHeld = 3
    case holdPosted = 4
    case holdVoided = 5
    case holdExpired = 6
    case paymentRequested = 7
    case paymentAuthorized = 8
    case paymentCaptured = 9
    case paymentCapturedAtOnce = 10
    case paymentDeclined = 11
    case paymentCancelled = 12
    case paymentExpired = 13
    case paymentRefunded = 14

    /// The version of the layout that is written now.
    ///
    /// Every layout ever written can be read.
    var version: UInt8 { 1 }
}
