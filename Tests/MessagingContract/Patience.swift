/// How long a case waits for what has to come; the suite's judgement of itself has less of it.
package enum Patience {
    /// The time.
    @TaskLocal package static var standard: Duration = .seconds(60)
}
