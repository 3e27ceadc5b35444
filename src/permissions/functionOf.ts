import type { Abi, AbiFunction, AbiParameter } from 'viem'

/** A function that a session can call. */
type Changing = AbiFunction & { readonly stateMutability: 'nonpayable' | 'payable' }

type FunctionsOf<abi extends Abi> = Extract<abi[number], Changing>

/** The names of the functions of an ABI: plain where there is one of the name, else as a signature; signatures always do. */
export type FunctionNameOf<abi extends Abi> = Abi extends abi
  ? string
  : NameOf<abi, FunctionsOf<abi>> | SignatureOf<FunctionsOf<abi>>

type NameOf<abi extends Abi, fn extends AbiFunction> = fn extends unknown
  ? IsUnion<Extract<abi[number], { type: 'function'; name: fn['name'] }>> extends true
    ? never
    : fn['name']
  : never

type IsUnion<type, whole = type> = type extends unknown
  ? [whole] extends [type]
    ? false
    : true
  : never

/** The function that a name or a signature means. */
export type FunctionOf<abi extends Abi, name extends string> = Abi extends abi
  ? AbiFunction
  : FunctionsOf<abi> extends infer fn extends AbiFunction
    ? fn extends unknown
      ? name extends fn['name'] | SignatureOf<fn>
        ? fn
        : never
      : never
    : never

type SignatureOf<fn extends AbiFunction> = fn extends unknown
  ? `${fn['name']}(${TypesOf<fn['inputs']>})`
  : never

type TypesOf<parameters extends readonly AbiParameter[]> = parameters extends readonly [
  infer first extends AbiParameter,
  ...infer rest extends readonly AbiParameter[],
]
  ? rest extends readonly []
    ? TypeOf<first>
    : `${TypeOf<first>},${TypesOf<rest>}`
  : ''

type TypeOf<parameter extends AbiParameter> = parameter extends {
  components: infer members extends readonly AbiParameter[]
}
  ? parameter['type'] extends `tuple${infer brackets}`
    ? `(${TypesOf<members>})${brackets}`
    : never
  : parameter['type']
