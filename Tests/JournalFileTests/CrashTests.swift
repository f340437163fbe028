import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("Journal on a simulated disk")
struct CrashTests {
    @Test func `every acknowledged batch survives random crashes and nothing appears twice`() {
        var accidents = 0
        var lives = 0
        for seed in Seeds.range(default: 2000) {
            var trial = JournalTrial(seed: seed)
            do {
                try trial.run()
            } catch {
                Issue.record("\(error); again with FLORIN_FIRST_SEED=\(seed) FLORIN_SEEDS=1")
                return
            }
            accidents += trial.accidentCount
            lives += trial.lifeCount
        }
        print("\(lives) lives, \(accidents) accidents")
    }

    @Test(arguments: SimulatedStorage.Crash.allCases)
    func `a crash at every single operation loses nothing acknowledged`(crash: SimulatedStorage.Crash) throws {
        for seed in UInt64(1)...3 {
            var index = 1
            while true {
                var trial = JournalTrial(seed: seed)
                var plan = SimulatedStorage.Plan()
                plan.crashAt = index
                try trial.live(actions: 25, plan: plan)
                if trial.accidentCount == 0 { break }
                trial.storage.crash(crash)
                try trial.live(actions: 8, plan: SimulatedStorage.Plan())
                // What the life after a kill relied on must have been made durable by it.
                trial.storage.crash(.power)
                try trial.live(actions: 1, plan: SimulatedStorage.Plan())
                index += 1
            }
            #expect(index > 30)
        }
    }

    @Test func `a failed sync at every single sync loses nothing acknowledged`() throws {
        for seed in UInt64(1)...3 {
            for index in 1..<70 {
                var trial = JournalTrial(seed: seed)
                var plan = SimulatedStorage.Plan()
                plan.failSyncAt = index
                try trial.live(actions: 25, plan: plan)
                // The same process opens the journal again: what the page cache shows may not be on the disk.
                try trial.live(actions: 3, plan: SimulatedStorage.Plan())
                trial.storage.crash(.power)
                try trial.live(actions: 3, plan: SimulatedStorage.Plan())
            }
        }
    }
}
