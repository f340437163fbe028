/// ISO 4217 as published on 2026-01-01: the codes in force with their minor units, and those withdrawn.
struct CurrencyTable: Sendable {
    /// What the standard says of three letters.
    enum Entry: Hashable, Sendable {
        case unknown
        case withdrawn
        case noMinorUnit
        case minorUnit(exponent: Int)
    }

    static let shared = CurrencyTable()

    /// Indexed by ``Currency/packed``.
    private let entries: [Entry]

    /// The packed codes in force that have a minor unit, ascending.
    let currencies: [UInt16]

    func entry(_ packed: UInt16) -> Entry {
        packed < entries.count ? entries[Int(packed)] : .unknown
    }

    private init() {
        var entries = [Entry](repeating: .unknown, count: 26 * 26 * 26)
        func fill(_ codes: String, with entry: Entry) {
            for code in codes.split(separator: " ") {
                guard let packed = Currency.pack(code.utf8) else { continue }
                entries[Int(packed)] = entry
            }
        }
        fill(CurrencyTable.withdrawn, with: .withdrawn)
        fill(CurrencyTable.noMinorUnit, with: .noMinorUnit)
        fill(CurrencyTable.exponent0, with: .minorUnit(exponent: 0))
        fill(CurrencyTable.exponent2, with: .minorUnit(exponent: 2))
        fill(CurrencyTable.exponent3, with: .minorUnit(exponent: 3))
        fill(CurrencyTable.exponent4, with: .minorUnit(exponent: 4))
        self.entries = entries
        currencies = entries.indices.compactMap { index in
            guard case .minorUnit = entries[index] else { return nil }
            return UInt16(index)
        }
    }

    private static let exponent0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"

    private static let exponent2 = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU \
        CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES \
        KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR \
        NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
        TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """

    private static let exponent3 = "BHD IQD JOD KWD LYD OMR TND"

    private static let exponent4 = "CLF UYW"

    private static let noMinorUnit = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"

    /// The codes of ISO 4217 list three (historic denominations) since 1978 that were in circulation.
    private static let withdrawn = """
        ADP AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BGN BOP BRB BRC BRE BRN BRR BUK BYB BYR \
        CHC CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR \
        ISJ ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD ROK ROL \
        RUR SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC XEU XFO XFU XRE YDD YUD YUM YUN \
        ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR
        """
}
