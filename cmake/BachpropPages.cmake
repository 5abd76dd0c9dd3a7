# Pages of the manual, completions for bash, zsh and fish, and docs/options.md: the program writes
# them itself, from its tables of options.
set(pages ${PROJECT_BINARY_DIR}/pages)
add_custom_command(
  OUTPUT ${pages}/options.md
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${pages}
  COMMAND bachprop --write-pages ${pages}
  DEPENDS bachprop
  COMMENT "Writing the pages of the manual and the completions"
  VERBATIM)
add_custom_target(bachprop_pages ALL DEPENDS ${pages}/options.md)

install(DIRECTORY ${pages}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/bash/bachprop
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${pages}/zsh/_bachprop DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${pages}/fish/bachprop.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
