# distcc_completions(): completions for bash, zsh and fish, where each shell looks for them. bash and fish
# load a file by the name of the command, so every program has its link.
set(DISTCC_ZSHDIR ${CMAKE_INSTALL_FULL_DATADIR}/zsh/site-functions CACHE PATH "Holds completions of zsh")

function(distcc_completions)
  set(source ${CMAKE_SOURCE_DIR}/packaging/completions)
  set(bash ${CMAKE_INSTALL_FULL_DATADIR}/bash-completion/completions)
  set(fish ${CMAKE_INSTALL_FULL_DATADIR}/fish/vendor_completions.d)
  install(FILES ${source}/distcc.bash DESTINATION ${bash} RENAME distcc)
  install(FILES ${source}/distcc.fish DESTINATION ${fish})
  install(FILES ${source}/distcc.zsh DESTINATION ${DISTCC_ZSHDIR} RENAME _distcc)
  foreach(program distccd distcc-agent distcc-config distcc-pump distccmon-gui distccmon-text pump
          update-distcc-symlinks)
    install(CODE "file(CREATE_LINK distcc \$ENV{DESTDIR}${bash}/${program} SYMBOLIC)
                  file(CREATE_LINK distcc.fish \$ENV{DESTDIR}${fish}/${program}.fish SYMBOLIC)")
  endforeach()
endfunction()
