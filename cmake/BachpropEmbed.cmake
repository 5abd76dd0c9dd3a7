# bachprop_embed(<target> <symbol> <file>) places a file's bytes, read-only, into a target as the
# symbols <symbol>_begin and <symbol>_end. Assembler's .incbin takes 0.1 s where a generated array
# of the same bytes takes the compiler 8 s.
function(bachprop_embed target symbol file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.S)
  file(
    CONFIGURE
    OUTPUT ${source}
    CONTENT
      [[
    .section .rodata
    .global @symbol@_begin
    .global @symbol@_end
    .balign 64
@symbol@_begin:
    .incbin "@file@"
@symbol@_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
]]
    @ONLY)
  # .incbin is invisible to the dependency scan.
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${source})
endfunction()
