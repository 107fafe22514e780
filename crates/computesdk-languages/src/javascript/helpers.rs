//! Functions that TypeScript of the older kind of decorators calls.

use oxc_transformer::Helper;

/// Defines them, in a module of its own, so that the lines and columns of the code stay what
/// they are. They do what those of `tsc` do. It is an address, where `?` and `&` are
/// written as numbers.
pub(super) const HELPERS: &str = "--import=data:text/javascript,\
    globalThis.babelHelpers={\
    decorate(list,target,key,found){\
    const ofClass=arguments.length<3;\
    let made=ofClass%3Ftarget:found===null%3FObject.getOwnPropertyDescriptor(target,key):found;\
    if(typeof Reflect.decorate==='function')\
    made=ofClass%3FReflect.decorate(list,target):Reflect.decorate(list,target,key,made);\
    else for(const one of [...list].reverse())\
    if(one)made=(ofClass%3Fone(made):one(target,key,made))||made;\
    if(!ofClass%26%26made)Object.defineProperty(target,key,made);\
    return made},\
    decorateMetadata(key,value){\
    if(typeof Reflect.metadata==='function')return Reflect.metadata(key,value)},\
    decorateParam(index,one){return(target,key)=>one(target,key,index)}}";

/// Whether this one is defined.
pub(super) fn is_defined(helper: Helper) -> bool {
    matches!(
        helper,
        Helper::Decorate | Helper::DecorateMetadata | Helper::DecorateParam
    )
}
