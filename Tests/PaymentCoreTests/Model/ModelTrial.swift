import JournalTestSupport
import PaymentCore

/// A random life of a state beside the reference ledger, and beside every other way to the same state.
struct ModelTrial {
    /// What must not happen, with the seed that makes it happen again.
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    let seed: UInt64
    private var generator: CommandGenerator
    private var scene = Scene(empty: ())
    private var model = ReferenceLedger()
    /// Another state, taken from an image on the way, that goes through the same from there on.
    private var twin: Scene
    private(set) var acceptedCount = 0
    private(set) var refusals: [String: Int] = [:]

    init(seed: UInt64) {
        self.seed = seed
        generator = CommandGenerator(seed: seed)
        twin = scene
    }

    mutating func run(steps: Int) throws {
        for name in CommandGenerator.names { try runBoth(generator.open(name)) }
        for step in 0..<steps {
            try pass(time: step)
            if generator.random.chance(oneIn: 12) {
                try runGroup()
            } else {
                let command = nextCommand()
                try runBoth(command)
            }
            if step.isMultiple(of: 10) { try compare() }
            if generator.random.chance(oneIn: 40) { try renewTwin() }
        }
        try compare()
        try replay()
    }

    private mutating func nextCommand() -> Command {
        generator.next(position: scene.state.position.value, payments: scene.state.paymentCount)
    }

    /// Lets time go by, and what is due end.
    private mutating func pass(time step: Int) throws {
        scene.time += generator.random.chance(oneIn: 3) ? Int64.random(in: 0...9000, using: &generator.random) : 1
        twin.time = scene.time
        // Sometimes the engine is late, and what is over is still there.
        if generator.random.chance(oneIn: 4) { return }
        model.expire(at: scene.time)
        let (events, same) = (try scene.expire(), try twin.expire())
        try require(events == same, "the twin expires \(same) instead of \(events)")
    }

    /// One command in all three.
    private mutating func runBoth(_ command: Command) throws {
        let expected = model.run(command, at: scene.time)
        let (found, events) = try Self.attempt(command, in: &scene)
        let (other, otherEvents) = try Self.attempt(command, in: &twin)
        try require(found == expected, "\(command): \(found ?? "taken") instead of \(expected ?? "taken")")
        try require(other == found && otherEvents == events, "\(command): the twin differs")
        refusals[found ?? "", default: 0] += 1
        if found == nil { acceptedCount += 1 }
    }

    /// Several commands that are kept or taken back together.
    private mutating func runGroup() throws {
        let (former, formerModel) = (scene, model)
        scene.state.beginGroup()
        twin.state.beginGroup()
        for _ in 0..<Int.random(in: 1...6, using: &generator.random) {
            try runBoth(nextCommand())
        }
        if Bool.random(using: &generator.random) {
            scene.state.commitGroup()
            twin.state.commitGroup()
            return
        }
        scene.takeBack(to: former)
        twin.takeBack(to: nil)
        model = formerModel
        let (after, before) = (try Image(of: scene.state), try Image(of: former.state))
        try require(after == before, "a roll-back left something behind")
    }

    private static func attempt(_ command: Command, in scene: inout Scene) throws -> (String?, [Event]) {
        do {
            return (nil, try scene.run(command))
        } catch let rejection as Rejection {
            return (rejection.code, [])
        }
    }

    private mutating func renewTwin() throws {
        let image = try Image(of: scene.state.frozen())
        try require(try image == Image(of: scene.state), "a frozen copy has another image")
        var renewed = Scene(empty: ())
        renewed.time = scene.time
        renewed.state = try image.state()
        try require(try Image(of: renewed.state) == image, "an image does not lead back to itself")
        twin = renewed
    }

    /// The state that comes of the events alone.
    private func replay() throws {
        var state = State()
        for (event, time) in scene.history { try state.apply(event, at: time) }
        try require(try Image(of: state) == Image(of: scene.state), "replaying the events leads elsewhere")
        try require(try Image(of: twin.state) == Image(of: scene.state), "the twin has gone elsewhere")
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else {
            throw Violation(description: "seed \(seed), position \(scene.state.position): \(message())")
        }
    }
}

extension ModelTrial {
    /// The model and the state say the same, and the promises hold.
    private func compare() throws {
        let state = scene.state
        try require(state.position.value == model.position, "the model is at \(model.position)")
        try require(state.accountCount == model.accounts.count, "there are \(state.accountCount) accounts")
        for (name, entry) in model.accounts {
            let balance = scene.balance(name).map { Int128($0) }
            try require(balance == model.balance(name), "\(name) holds \(balance) instead of \(model.balance(name))")
            let isCovered = entry.overdraft || (balance[0] >= 0 && balance[0] - balance[2] >= 0)
            try require(isCovered, "\(name) is overdrawn: \(balance)")
        }
        for (id, totals) in state.totals() { try require(totals.isBalanced, "\(id.code) is not balanced: \(totals)") }
        try require(state.pendingTransferCount == model.holds.count, "there are \(state.pendingTransferCount) holds")
        for (id, hold) in model.holds {
            let found = state.pendingTransfer(TransferID(Position(id)))
            let isSame =
                found.map { Int128($0.amount) == hold.movement.amount && Int128($0.posted) == hold.posted } ?? false
            try require(isSame, "hold \(id) is \(String(describing: found)) instead of \(hold)")
        }
        try require(state.paymentCount == model.payments.count, "there are \(state.paymentCount) payments")
        for (id, entry) in model.payments {
            guard let payment = state.payment(id) else {
                throw Violation(description: "seed \(seed): \(id) is missing")
            }
            try compare(payment, entry)
        }
    }

    private func compare(_ payment: Payment, _ entry: ReferenceLedger.PaymentEntry) throws {
        try require(payment.status.name == Self.status(of: entry), "\(payment) instead of \(entry)")
        let isSame =
            Int128(payment.amount.minorUnits) == entry.movement.amount && Int128(payment.captured) == entry.captured
            && Int128(payment.refunded) == entry.refunded && payment.payer.description == entry.movement.debit
            && payment.payee.description == entry.movement.credit && payment.createdAt.milliseconds == entry.created
            && payment.updatedAt.milliseconds == entry.updated
        try require(isSame, "\(payment) instead of \(entry)")
        try require(payment.captured <= payment.amount.minorUnits, "more captured than authorised: \(payment)")
        try require(payment.refunded <= payment.captured, "more refunded than captured: \(payment)")
        try require((payment.declineCode != nil) == (entry.ending == "declined"), "\(payment) instead of \(entry)")
    }

    private static func status(of entry: ReferenceLedger.PaymentEntry) -> String {
        if let ending = entry.ending, entry.captured == 0 { return ending }
        if entry.held > 0 { return entry.captured == 0 ? "authorized" : "partially_captured" }
        if entry.refunded == 0 { return "captured" }
        return entry.refunded == entry.captured ? "refunded" : "partially_refunded"
    }
}
