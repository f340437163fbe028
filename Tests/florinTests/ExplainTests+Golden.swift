extension ExplainTests {
    /// What is printed of ``life()``.
    static let golden = """
        pay_01KDV00000E008000000000001

        ● 2026-01-01T00:00:00.001Z  payment.requested                         position 5
        │ A payment of 10.50 USD from wallet:alice to merchant:shop was requested, to be
        │ captured when it is confirmed.
        │ cause     a client's command with an idempotency key
        │ wallet:alice, USD
        │                   posted   pending in  pending out    available
        │   unchanged       100.00         0.00         0.00       100.00
        │ merchant:shop, USD
        │                   posted   pending in  pending out    available
        │   unchanged         0.00         0.00         0.00         0.00
        │
        ● 2026-01-01T00:00:00.001Z  payment.authorized                        position 6
        │ 10.50 USD are held on wallet:alice until 2026-01-01T01:00:00.001Z.
        │ cause     the same command as position 5
        │ holds     10.50 USD
        │ debit     wallet:alice
        │ credit    merchant:shop
        │ wallet:alice, USD
        │                   posted   pending in  pending out    available
        │   before          100.00         0.00         0.00       100.00
        │   after           100.00         0.00        10.50        89.50
        │ merchant:shop, USD
        │                   posted   pending in  pending out    available
        │   before            0.00         0.00         0.00         0.00
        │   after             0.00        10.50         0.00         0.00
        │
        ● 2026-01-01T00:01:00.001Z  payment.captured                          position 7
        │ 4.00 USD of what was held were captured; 6.50 USD are still held.
        │ cause     a client's command with an idempotency key
        │ settles   4.00 USD
        │ debit     wallet:alice
        │ credit    merchant:shop
        │ wallet:alice, USD
        │                   posted   pending in  pending out    available
        │   before          100.00         0.00        10.50        89.50
        │   after            96.00         0.00         6.50        89.50
        │ merchant:shop, USD
        │                   posted   pending in  pending out    available
        │   before            0.00        10.50         0.00         0.00
        │   after             4.00         6.50         0.00         4.00
        │
        ● 2026-01-01T00:02:00.001Z  payment.captured                          position 8
        │ 2.50 USD of what was held were captured; 4.00 USD are still held.
        │ cause     a client's command without an idempotency key
        │ settles   2.50 USD
        │ debit     wallet:alice
        │ credit    merchant:shop
        │ wallet:alice, USD
        │                   posted   pending in  pending out    available
        │   before           96.00         0.00         6.50        89.50
        │   after            93.50         0.00         4.00        89.50
        │ merchant:shop, USD
        │                   posted   pending in  pending out    available
        │   before            4.00         6.50         0.00         4.00
        │   after             6.50         4.00         0.00         6.50
        │
        ● 2026-01-01T00:03:00.001Z  payment.refunded                          position 9
        │ 1.00 USD were refunded; in all 1.00 USD of 6.50 USD that were captured.
        │ cause     a client's command with an idempotency key
        │ posts     1.00 USD
        │ debit     merchant:shop
        │ credit    wallet:alice
        │ wallet:alice, USD
        │                   posted   pending in  pending out    available
        │   before           93.50         0.00         4.00        89.50
        │   after            94.50         0.00         4.00        90.50
        │ merchant:shop, USD
        │                   posted   pending in  pending out    available
        │   before            6.50         4.00         0.00         6.50
        │   after             5.50         4.00         0.00         5.50
        │
        ● 2026-01-01T01:03:00.001Z  payment.expired                          position 10
        │ The authorization ended by its time: 4.00 USD are no longer held.
        │ cause     a timer: its time was over
        │ releases  4.00 USD
        │ debit     wallet:alice
        │ credit    merchant:shop
        │ wallet:alice, USD
        │                   posted   pending in  pending out    available
        │   before           94.50         0.00         4.00        90.50
        │   after            94.50         0.00         0.00        94.50
        │ merchant:shop, USD
        │                   posted   pending in  pending out    available
        │   before            5.50         4.00         0.00         5.50
        │   after             5.50         0.00         0.00         5.50
        │
        status        partially_refunded
        amount        10.50 USD
        captured      6.50 USD
        refunded      1.00 USD
        still held    0.00 USD
        payer         wallet:alice
        payee         merchant:shop
        capture       manual
        requested at  2026-01-01T00:00:00.001Z
        changed at    2026-01-01T01:03:00.001Z
        order         A-17%0A%1B[31m
        description   Two books and a very long sentence about them that cannot stand in
                      one line
        metadata      shelf = 3
        """
}
